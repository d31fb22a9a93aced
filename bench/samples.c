#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench.h"

double now_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static void samples_init(struct samples *samples, const struct effort *effort) {
    *samples = (struct samples){.values = uncounted_new(effort->rounds * effort->in_round * sizeof(double)),
                                .in_round = effort->in_round,
                                .rounds = effort->rounds};
}

/* One turn in one round. */
static void sample(struct trial *trial, const struct effort *effort) {
    for (size_t n = 0; n < effort->warm_up; n++) {
        trial->run(trial->arg);
    }
    for (size_t n = 0; n < effort->in_round; n++) {
        trial->samples.values[trial->samples.num++] = trial->run(trial->arg);
    }
}

void trials_run(struct trial *trials, size_t num_trials, const struct effort *effort) {
    for (size_t i = 0; i < num_trials; i++) {
        samples_init(&trials[i].samples, effort);
    }
    for (size_t round = 0; round < effort->rounds; round++) {
        for (size_t turn = 0; turn < num_trials; turn++) {
            struct trial *trial = &trials[(round + turn) % num_trials];
            if (trial->run != NULL) {
                sample(trial, effort);
            }
        }
    }
}

void trials_clear(struct trial *trials, size_t num_trials) {
    for (size_t i = 0; i < num_trials; i++) {
        uncounted_free(trials[i].samples.values);
        trials[i].samples = (struct samples){0};
    }
}

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double *sorted(const double *values, size_t num) {
    double *copy = uncounted_new(num * sizeof *copy);
    memcpy(copy, values, num * sizeof *copy);
    qsort(copy, num, sizeof *copy, compare);
    return copy;
}

static double median(const double *values, size_t num) {
    double *copy = sorted(values, num);
    double middle = num % 2 ? copy[num / 2] : (copy[num / 2 - 1] + copy[num / 2]) / 2;
    uncounted_free(copy);
    return middle;
}

/* The mean of the lowest tenth: what it costs when nothing disturbs. */
static double quiet(const struct samples *samples) {
    double *copy = sorted(samples->values, samples->num), sum = 0;
    size_t tenth = samples->num / 10 > 0 ? samples->num / 10 : 1;
    for (size_t i = 0; i < tenth; i++) {
        sum += copy[i];
    }
    uncounted_free(copy);
    return sum / (double)tenth;
}

/* Round by round, so that what disturbs one round disturbs both sides of its ratio. */
static void set_ratios(struct figure *figure, const struct samples *over, const struct samples *under) {
    double *ratios = uncounted_new(under->rounds * sizeof *ratios);
    for (size_t round = 0; round < under->rounds; round++) {
        size_t at = round * under->in_round, num = under->in_round;
        ratios[round] = median(over->values + at, num) / median(under->values + at, num);
    }
    qsort(ratios, under->rounds, sizeof *ratios, compare);
    figure->ratio = median(ratios, under->rounds);
    figure->ratio_low = ratios[0];
    figure->ratio_high = ratios[under->rounds - 1];
    uncounted_free(ratios);
}

struct figure figure_of_times(const struct trial *over, const struct trial *under) {
    struct figure figure = {.measured = over->run != NULL && under->run != NULL};
    if (figure.measured) {
        set_ratios(&figure, &over->samples, &under->samples);
        figure = (struct figure){.measured = true, .value = figure.ratio};
    }
    return figure;
}

static double in_unit(enum unit unit, double ns, double things) {
    switch (unit) {
    case UNIT_MICROSECONDS:
        return ns / things / 1e3;
    case UNIT_MILLISECONDS:
        return ns / things / 1e6;
    case UNIT_GIGABYTES:
        return things / ns;
    default:
        return ns / things;
    }
}

void row_fill(struct row *row, size_t num_backends, const struct trial *trials, double things) {
    for (size_t i = 0; i < num_backends; i++) {
        struct figure *figure = &row->figures[i];
        if (trials[i].run == NULL) {
            continue;
        }
        figure->measured = true;
        figure->value = in_unit(row->unit, quiet(&trials[i].samples), things);
        if (num_backends > REFERENCE && i != REFERENCE && trials[REFERENCE].run != NULL) {
            set_ratios(figure, &trials[REFERENCE].samples, &trials[i].samples);
        }
    }
}

void row_set(struct row *row, size_t backend, double value) {
    row->figures[backend].measured = true;
    row->figures[backend].value = value;
}

void row_compare(struct row *row) {
    const struct figure *reference = &row->figures[REFERENCE];
    for (size_t i = 0; i < MAX_BACKENDS; i++) {
        struct figure *figure = &row->figures[i];
        if (i != REFERENCE && figure->measured && reference->measured && figure->value > 0) {
            figure->ratio = figure->ratio_low = figure->ratio_high = reference->value / figure->value;
        }
    }
}
