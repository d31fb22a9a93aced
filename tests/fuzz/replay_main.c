/* Runs a fuzz target over files and directories of inputs, for builds without libFuzzer. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "fuzz/differences.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned num_inputs;
static int replayed_a_corpus;

static int replay_file(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return 1;
    }
    /* The exact size from the heap, so that an address sanitizer sees every octet read beyond it. */
    struct stat info;
    size_t size = fstat(fileno(file), &info) == 0 ? (size_t)info.st_size : 0;
    uint8_t *data = malloc(size ? size : 1);
    int failed = !data || fread(data, 1, size, file) != size;
    fclose(file);
    if (failed) {
        fprintf(stderr, "%s: cannot be read\n", path);
    } else {
        LLVMFuzzerTestOneInput(data, size);
        num_inputs++;
    }
    free(data);
    return failed;
}

static int replay(const char *path) {
    DIR *dir = opendir(path);
    if (!dir) {
        return replay_file(path);
    }
    replayed_a_corpus = 1;
    int failed = 0;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        char child[4096];
        if (entry->d_name[0] == '.') {
            continue;
        }
        snprintf(child, sizeof child, "%s/%s", path, entry->d_name);
        failed |= replay(child);
    }
    closedir(dir);
    return failed;
}

int main(int argc, char **argv) {
    int failed = 0;
    for (int i = 1; i < argc; i++) {
        failed |= replay(argv[i]);
    }
    printf("%u inputs replayed\n", num_inputs);
    differences_print();
    failed |= replayed_a_corpus && !differences_all_met();
    if (num_inputs == 0) {
        fprintf(stderr, "no input was found: a target needs a committed corpus\n");
        return 1;
    }
    return failed;
}
