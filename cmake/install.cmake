# Installation: headers, both libraries, a CMake package, a .pc file, the command and the manual pages.
include(CMakePackageConfigHelpers)
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/tlslite")

install(TARGETS tlslite_shared tlslite_static EXPORT tlslite_targets
    LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(FILES "${PROJECT_SOURCE_DIR}/include/tlslite.h" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/tlslite" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
    FILES_MATCHING PATTERN "*.h")
if(TARGET tls)
    install(TARGETS tls RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()
file(GLOB manuals CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/docs/man/*.1")
if(manuals)
    install(FILES ${manuals} DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
endif()

install(EXPORT tlslite_targets NAMESPACE tlslite:: DESTINATION "${package_dir}" FILE tlsliteTargets.cmake)
configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/tlsliteConfig.cmake.in"
    "${PROJECT_BINARY_DIR}/tlsliteConfig.cmake" INSTALL_DESTINATION "${package_dir}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/tlsliteConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/tlsliteConfig.cmake" "${PROJECT_BINARY_DIR}/tlsliteConfigVersion.cmake"
    DESTINATION "${package_dir}")

# Written when it is installed, since only then the prefix is known for sure.
set(pc_prefix "@CMAKE_INSTALL_PREFIX@")
foreach(kind LIBDIR INCLUDEDIR)
    set(pc_${kind} "\${prefix}/${CMAKE_INSTALL_${kind}}")
    if(IS_ABSOLUTE "${CMAKE_INSTALL_${kind}}")
        set(pc_${kind} "${CMAKE_INSTALL_${kind}}")
    endif()
endforeach()
configure_file("${PROJECT_SOURCE_DIR}/cmake/tlslite.pc.in" "${PROJECT_BINARY_DIR}/tlslite.pc.in" @ONLY)
install(CODE "configure_file(\"${PROJECT_BINARY_DIR}/tlslite.pc.in\" \"${PROJECT_BINARY_DIR}/tlslite.pc\" @ONLY)")
install(FILES "${PROJECT_BINARY_DIR}/tlslite.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
