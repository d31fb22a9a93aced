# The library: one object library per folder of src/, then the same objects as
#   tlslite_internal   an archive in which every internal name is reachable: for tests and fuzz targets
#   tlslite_shared     libtlslite.so, which exports tl_* only
#   tlslite_static     libtlslite.a, one relocatable object in which every internal name is local, so that it cannot
#                      clash with a name of the program
find_package(OpenSSL 3.0 REQUIRED COMPONENTS Crypto)

if(NOT TLSLITE_LOW_LEVEL)
    add_compile_definitions(TLSLITE_NO_LOW_LEVEL)
endif()

file(GLOB folders CONFIGURE_DEPENDS LIST_DIRECTORIES true "${PROJECT_SOURCE_DIR}/src/*")
set(library_objects)
foreach(folder IN LISTS folders)
    if(NOT IS_DIRECTORY "${folder}")
        continue()
    endif()
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${folder}/*.c")
    if(NOT sources)
        continue()
    endif()
    get_filename_component(name "${folder}" NAME)
    add_library(tlslite_${name} OBJECT ${sources})
    target_include_directories(tlslite_${name} PRIVATE "${PROJECT_SOURCE_DIR}/include" "${PROJECT_SOURCE_DIR}/src")
    if(name STREQUAL "crypto")
        target_include_directories(tlslite_${name} SYSTEM PRIVATE ${OPENSSL_INCLUDE_DIR})
    endif()
    list(APPEND library_objects $<TARGET_OBJECTS:tlslite_${name}>)
endforeach()

add_library(tlslite_internal STATIC ${library_objects})
target_include_directories(tlslite_internal PUBLIC "${PROJECT_SOURCE_DIR}/include" "${PROJECT_SOURCE_DIR}/src")
target_link_libraries(tlslite_internal PUBLIC OpenSSL::Crypto)

set(public_includes "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>" "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")

set(version_script "${PROJECT_SOURCE_DIR}/cmake/libtlslite.map")
add_library(tlslite_shared SHARED ${library_objects})
set_target_properties(tlslite_shared PROPERTIES
    OUTPUT_NAME tlslite EXPORT_NAME tlslite
    VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}
    LINK_DEPENDS "${version_script}")
target_link_options(tlslite_shared PRIVATE "-Wl,--version-script=${version_script}")
if(NOT TLSLITE_SANITIZE AND NOT TLSLITE_FUZZ)
    target_link_options(tlslite_shared PRIVATE -Wl,--no-undefined)
endif()
target_include_directories(tlslite_shared PUBLIC ${public_includes})
target_link_libraries(tlslite_shared PRIVATE OpenSSL::Crypto)

if(NOT CMAKE_OBJCOPY)
    message(FATAL_ERROR "objcopy (package binutils) is needed to make libtlslite.a.")
endif()
set(one_object "${PROJECT_BINARY_DIR}/tlslite.o")
add_custom_command(OUTPUT "${one_object}"
    COMMAND ${CMAKE_LINKER} -r -o "${one_object}" ${library_objects}
    COMMAND ${CMAKE_OBJCOPY} --localize-hidden "${one_object}"
    DEPENDS ${library_objects}
    COMMAND_EXPAND_LISTS VERBATIM
    COMMENT "Making internal names local in libtlslite.a")
add_library(tlslite_static STATIC "${one_object}")
set_target_properties(tlslite_static PROPERTIES OUTPUT_NAME tlslite EXPORT_NAME tlslite_static LINKER_LANGUAGE C)
target_include_directories(tlslite_static PUBLIC ${public_includes})
target_link_libraries(tlslite_static PUBLIC OpenSSL::Crypto)
add_library(tlslite::tlslite ALIAS tlslite_shared)
add_library(tlslite::tlslite_static ALIAS tlslite_static)
