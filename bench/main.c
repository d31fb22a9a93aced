/* tlslite_bench: this library beside OpenSSL and GnuTLS, all in one run. See README.md beside this file. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

void bench_die(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

struct row *bench_row(struct bench *bench, enum unit unit, const char *name) {
    if (bench->num_rows == sizeof bench->rows / sizeof *bench->rows) {
        bench_die("more rows than there is room for");
    }
    struct row *row = &bench->rows[bench->num_rows++];
    row->unit = unit;
    snprintf(row->name, sizeof row->name, "%s", name);
    return row;
}

static void choose_backends(struct bench *bench) {
    bench->backends[bench->num_backends++] = &backend_tlslite;
    bench->backends[bench->num_backends++] = &backend_openssl;
#ifdef BENCH_GNUTLS
    bench->backends[bench->num_backends++] = &backend_gnutls;
#else
    fprintf(stderr, "not measured: GnuTLS, because this program was built without it (package libgnutls28-dev)\n");
#endif
}

struct part {
    const char *name;
    void (*measure)(struct bench *bench);
};

static const struct part parts[] = {
    {"handshakes", measure_handshakes},
    {"bulk", measure_bulk},
    {"memory", measure_memory},
    {"bundle", measure_bundle},
    {"certificates", measure_certificates},
    {"crls", measure_crls},
    {"ocsp", measure_ocsp},
    {"attacks", measure_attacks},
};

static int usage(void) {
    fprintf(stderr, "usage: tlslite_bench [--json] [--rounds N] [PART...]; parts:");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        fprintf(stderr, " %s", parts[i].name);
    }
    fprintf(stderr, "\n");
    return 2;
}

static bool is_part(const char *name) {
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (strcmp(parts[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_wanted(const struct part *part, int num_names, char **names) {
    for (int i = 0; i < num_names; i++) {
        if (strcmp(names[i], part->name) == 0) {
            return true;
        }
    }
    return num_names == 0;
}

int main(int argc, char **argv) {
    static struct bench bench;
    bool json = false;
    bench.rounds = 60;
    int at = 1;
    for (; at < argc && argv[at][0] == '-'; at++) {
        if (strcmp(argv[at], "--json") == 0) {
            json = true;
        } else if (strcmp(argv[at], "--rounds") == 0 && at + 1 < argc && atoi(argv[at + 1]) > 0) {
            bench.rounds = (unsigned)atoi(argv[++at]);
        } else {
            return usage();
        }
    }
    for (int i = at; i < argc; i++) {
        if (!is_part(argv[i])) {
            return usage();
        }
    }
    choose_backends(&bench);
    credentials_make(bench.credentials);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (is_wanted(&parts[i], argc - at, argv + at)) {
            fprintf(stderr, "measuring: %s\n", parts[i].name);
            parts[i].measure(&bench);
        }
    }
    json ? report_json(&bench) : report_table(&bench);
    credentials_free(bench.credentials);
    return 0;
}
