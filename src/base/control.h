/* The two control-flow macros of this code base. */
#ifndef BASE_CONTROL_H
#define BASE_CONTROL_H

/* Return false when a step returned false: the step has said why. */
#define TRY(step)                                                                                                      \
    do {                                                                                                               \
        if (!(step)) {                                                                                                 \
            return false;                                                                                              \
        }                                                                                                              \
    } while (0)

/* Return what `otherwise` gives (a call that records the failure) when a condition does not hold. */
#define REQUIRE(condition, otherwise)                                                                                  \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            return (otherwise);                                                                                        \
        }                                                                                                              \
    } while (0)

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

#endif
