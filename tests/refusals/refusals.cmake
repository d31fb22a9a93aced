# The table of refusals: the tests refusals.ours, refusals.openssl and refusals.gnutls, and the target refusals-document,
# which writes docs/refusals.md anew. Included by cmake/tests.cmake.
set(refusals "${CMAKE_CURRENT_LIST_DIR}")
find_path(GNUTLS_INCLUDE_DIR gnutls/gnutls.h)
find_library(GNUTLS_LIBRARY gnutls)

file(GLOB refusal_sources CONFIGURE_DEPENDS "${refusals}/rows*.c")
add_library(refusals OBJECT ${refusal_sources} "${refusals}/scene.c" "${refusals}/whys.c" "${refusals}/odd_signatures.c"
    "${refusals}/near_signatures.c"    "${refusals}/names.c" "${refusals}/ours.c" "${refusals}/document.c")
target_include_directories(refusals PRIVATE "${PROJECT_SOURCE_DIR}/include" "${PROJECT_SOURCE_DIR}/src"
    "${PROJECT_SOURCE_DIR}/tests" "${CMOCKA_INCLUDE_DIR}")
target_compile_options(refusals PRIVATE -UNDEBUG)

function(add_refusal_program target)
    add_internal_program(${target} ${ARGN} $<TARGET_OBJECTS:refusals>)
    target_include_directories(${target} PRIVATE "${CMOCKA_INCLUDE_DIR}")
    target_link_libraries(${target} PRIVATE tests_support_archive tlslite_internal "${CMOCKA_LIBRARY}"
        "${JANSSON_LIBRARY}")
endfunction()

function(add_refusal_test name)
    add_refusal_program(refusals_${name}_check "${refusals}/${name}_check.c" ${ARGN})
    add_test(NAME refusals.${name} COMMAND refusals_${name}_check)
    set_test_manners(refusals.${name} "${refusals}/${name}_check.c" 120 refusals)
endfunction()

# OpenSSL 3.0 loses memory of policyConstraints without policies, GnuTLS 3.7 of malformed name constraints: with other
# verifiers, leaks are not looked for.
function(ignore_leaks_of test)
    set_property(TEST ${test} APPEND PROPERTY ENVIRONMENT "ASAN_OPTIONS=detect_leaks=0")
endfunction()

add_refusal_test(ours)
set(refusals_openssl "${refusals}/openssl.c" "${refusals}/openssl_ocsp.c")
set(refusals_gnutls "${refusals}/gnutls.c" "${refusals}/gnutls_ocsp.c")
add_refusal_test(openssl ${refusals_openssl})
ignore_leaks_of(refusals.openssl)
if(GNUTLS_INCLUDE_DIR AND GNUTLS_LIBRARY)
    add_refusal_test(gnutls ${refusals_gnutls})
    ignore_leaks_of(refusals.gnutls)
    add_refusal_program(refusals_document_tool "${refusals}/write_document.c" ${refusals_openssl}
        ${refusals_gnutls})
    foreach(program refusals_gnutls_check refusals_document_tool)
        target_include_directories(${program} SYSTEM PRIVATE "${GNUTLS_INCLUDE_DIR}")
        target_link_libraries(${program} PRIVATE "${GNUTLS_LIBRARY}")
    endforeach()
    add_custom_target(refusals-document COMMENT "Writing docs/refusals.md"
        COMMAND ${CMAKE_COMMAND} -E env "SOURCE_DIR=${PROJECT_SOURCE_DIR}" $<TARGET_FILE:refusals_document_tool>)
else()
    set(sentence "skipped: GnuTLS was not found when this was built (package libgnutls28-dev)")
    message(STATUS "refusals.gnutls: ${sentence}")
    add_test(NAME refusals.gnutls COMMAND sh -c "echo '${sentence}'; exit 77")
    set_test_manners(refusals.gnutls "${refusals}/gnutls_check.c" 120 refusals)
endif()
