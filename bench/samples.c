#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench.h"

double now_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

void samples_init(struct samples *samples, size_t rounds, size_t in_round) {
    *samples = (struct samples){.values = uncounted_new(rounds * in_round * sizeof(double))};
    samples->in_round = in_round;
    samples->rounds = rounds;
}

void samples_add(struct samples *samples, double value) {
    samples->values[samples->num++] = value;
}

void samples_clear(struct samples *samples) {
    uncounted_free(samples->values);
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
static void set_ratios(struct figure *figure, const struct samples *reference, const struct samples *samples) {
    double *ratios = uncounted_new(samples->rounds * sizeof *ratios);
    for (size_t round = 0; round < samples->rounds; round++) {
        size_t at = round * samples->in_round, num = samples->in_round;
        ratios[round] = median(reference->values + at, num) / median(samples->values + at, num);
    }
    qsort(ratios, samples->rounds, sizeof *ratios, compare);
    figure->ratio = median(ratios, samples->rounds);
    figure->ratio_low = ratios[0];
    figure->ratio_high = ratios[samples->rounds - 1];
    uncounted_free(ratios);
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

void row_fill(struct row *row, size_t num_backends, const struct samples *samples, double things) {
    for (size_t i = 0; i < num_backends; i++) {
        struct figure *figure = &row->figures[i];
        figure->measured = true;
        figure->value = in_unit(row->unit, quiet(&samples[i]), things);
        if (num_backends > REFERENCE && i != REFERENCE) {
            set_ratios(figure, &samples[REFERENCE], &samples[i]);
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
