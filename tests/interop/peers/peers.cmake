# What the tests with real peers need beside `tls`, in build/tests/.
set(peers "${CMAKE_CURRENT_LIST_DIR}")

# Keeps peers that can only listen on all addresses on the loopback.
add_library(loopback MODULE "${peers}/loopback.c")
set_target_properties(loopback PROPERTIES LIBRARY_OUTPUT_DIRECTORY "${test_output}")
target_compile_options(loopback PRIVATE -fno-sanitize=all)
target_link_options(loopback PRIVATE -fno-sanitize=all)

add_executable(echo_peer "${peers}/echo_peer.c")
target_link_libraries(echo_peer PRIVATE tlslite_static)
set_target_properties(echo_peer PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${test_output}")

find_path(WOLFSSL_INCLUDE_DIR wolfssl/ssl.h)
find_library(WOLFSSL_LIBRARY wolfssl)
if(WOLFSSL_INCLUDE_DIR AND WOLFSSL_LIBRARY)
    add_executable(wolfssl_peer "${peers}/wolfssl_peer.c")
    target_include_directories(wolfssl_peer SYSTEM PRIVATE "${WOLFSSL_INCLUDE_DIR}")
    target_link_libraries(wolfssl_peer PRIVATE "${WOLFSSL_LIBRARY}")
    target_compile_options(wolfssl_peer PRIVATE -fno-sanitize=all)
    target_link_options(wolfssl_peer PRIVATE -fno-sanitize=all)
    set_target_properties(wolfssl_peer PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${test_output}")
else()
    message(STATUS "wolfssl_peer: not built, because wolfSSL was not found (package libwolfssl-dev)")
endif()
