#include <stdio.h>
#include <sys/utsname.h>

#include "bench.h"

static const struct {
    const char *name, *format;
} units[] = {
    [UNIT_MICROSECONDS] = {"us", "%.0f us"},  [UNIT_NANOSECONDS] = {"ns", "%.0f ns"},
    [UNIT_GIGABYTES] = {"GB/s", "%.2f GB/s"}, [UNIT_MILLISECONDS] = {"ms", "%.2f ms"},
    [UNIT_KILOBYTES] = {"KB", "%.1f KB"},     [UNIT_COUNT] = {"", "%.0f"},
    [UNIT_MEGABYTES] = {"MB", "%.1f MB"},     [UNIT_TIMES] = {"times", "%.3f"},
};

/* ---- for people ---- */

static void print_figure(const struct row *row, const struct figure *figure) {
    char text[32] = "-", ratio[48] = "";
    if (figure->measured) {
        snprintf(text, sizeof text, units[row->unit].format, figure->value);
    }
    if (figure->ratio > 0 && figure->ratio_low < figure->ratio_high) {
        snprintf(ratio, sizeof ratio, "%.2fx (%.2f-%.2f)", figure->ratio, figure->ratio_low, figure->ratio_high);
    } else if (figure->ratio > 0) {
        snprintf(ratio, sizeof ratio, "%.2fx", figure->ratio);
    }
    printf(" | %10s %-18s", text, ratio);
}

void report_table(const struct bench *bench) {
    printf("%-62s", "");
    for (size_t i = 0; i < bench->num_backends; i++) {
        char name[60];
        snprintf(name, sizeof name, "%s %s", bench->backends[i]->name, bench->backends[i]->version());
        printf(" | %-29s", name);
    }
    printf("\n");
    for (size_t n = 0; n < bench->num_rows; n++) {
        const struct row *row = &bench->rows[n];
        printf("%-62s", row->name);
        for (size_t i = 0; i < bench->num_backends; i++) {
            print_figure(row, &row->figures[i]);
        }
        printf("%s%s\n", row->note[0] != '\0' ? " | " : "", row->note);
    }
    printf("\nTimes: CPU time of this thread; figures from the lowest tenth of the samples, ratios to OpenSSL as the "
           "median "
           "(and range)\nover %u interleaved rounds, larger than 1 where the library is better than OpenSSL.\n",
           bench->rounds);
}

/* ---- for programs ---- */

static void print_json_figure(const struct backend *backend, const struct figure *figure, bool is_first) {
    printf("%s\n        {\"library\": \"%s\", \"value\": %.4f", is_first ? "" : ",", backend->name, figure->value);
    if (figure->ratio > 0) {
        printf(", \"ratio\": {\"median\": %.4f, \"lowest\": %.4f, \"highest\": %.4f}", figure->ratio, figure->ratio_low,
               figure->ratio_high);
    }
    printf("}");
}

static void print_json_row(const struct bench *bench, const struct row *row, bool is_first) {
    printf("%s\n    {\"name\": \"%s\", \"unit\": \"%s\", \"note\": \"%s\", \"results\": [", is_first ? "" : ",",
           row->name, units[row->unit].name, row->note);
    bool first = true;
    for (size_t i = 0; i < bench->num_backends; i++) {
        if (row->figures[i].measured) {
            print_json_figure(bench->backends[i], &row->figures[i], first);
            first = false;
        }
    }
    printf("]}");
}

void report_json(const struct bench *bench) {
    struct utsname machine;
    uname(&machine);
    printf("{\n  \"machine\": \"%s %s\", \"rounds\": %u,\n  \"libraries\": [", machine.sysname, machine.machine,
           bench->rounds);
    for (size_t i = 0; i < bench->num_backends; i++) {
        printf("%s{\"name\": \"%s\", \"version\": \"%s\"}", i > 0 ? ", " : "", bench->backends[i]->name,
               bench->backends[i]->version());
    }
    printf("],\n  \"rows\": [");
    for (size_t n = 0; n < bench->num_rows; n++) {
        print_json_row(bench, &bench->rows[n], n == 0);
    }
    printf("\n  ]\n}\n");
}
