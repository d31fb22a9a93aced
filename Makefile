# For people. CMake and Ninja do the work: see CMakePresets.json for the other ways to build.
#   make          builds into build/: build/tls, build/libtlslite.a, build/libtlslite.so
#   make demo     makes certificates, serves and fetches a page over TLS, shows what is refused
#   make check    builds and runs every test
#   make bench    measures us beside OpenSSL and GnuTLS
#   make install  PREFIX=/usr/local DESTDIR=
#   make fuzz     short runs of every fuzz target; FUZZ_SECONDS each
#   make coverage which lines the tests run
#   make format   lays out the sources; make clean
# What is missing is installed with apt-get, saying so first; NO_INSTALL=1 only reports it.
PREFIX ?= /usr/local
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
FUZZ_SECONDS ?= 20
CI ?= OFF
CTEST_FLAGS ?=

.PHONY: all configure demo check bench install fuzz coverage format clean
all: configure
	cmake --build build --target libraries --parallel $(JOBS)

configure:
	@scripts/install-packages.sh build
	@cmake --preset release -DCMAKE_INSTALL_PREFIX=$(PREFIX) -DTLSLITE_CI=$(CI)

demo: all
	@scripts/demo.sh

check:
	@scripts/install-packages.sh check $(if $(filter ON,$(CI)),ci)
	@cmake --preset release -DTLSLITE_TESTS=ON -DTLSLITE_CI=$(CI)
	cmake --build build --parallel $(JOBS)
	ctest --test-dir build --output-on-failure --parallel $(JOBS) $(CTEST_FLAGS)

bench:
	@scripts/install-packages.sh bench
	@cmake --preset release -DTLSLITE_BENCH=ON
	cmake --build build --target bench --parallel $(JOBS)

install: all
	DESTDIR=$(DESTDIR) cmake --install build

fuzz:
	@scripts/install-packages.sh fuzz
	@scripts/fuzz.sh $(FUZZ_SECONDS)

coverage:
	@scripts/install-packages.sh check coverage
	@cmake --preset coverage
	cmake --build --preset coverage --parallel $(JOBS)
	ctest --preset coverage -LE "browsers|interop" --parallel $(JOBS)
	gcovr --root . --filter src/ build-coverage

format:
	@scripts/install-packages.sh format
	git ls-files '*.c' '*.h' | xargs clang-format -i

clean:
	rm -rf build build-asan build-clang build-coverage build-dev build-evp build-fuzz build-tsan
