# `cpack` in a build folder makes a Debian package of what `cmake --install` installs.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_VENDOR "Weir")
set(CPACK_PACKAGE_CONTACT "Weir maintainers <weir@localhost.localdomain>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "simulator of streaming dataflow accelerators of quantized neural networks")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Runs a network as integer reference, C++ HLS, SystemC and native models and RTL, compares them bit by bit and cycle by
cycle, sizes the FIFOs between its layers, and writes it as RTL and HLS projects.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_COMPRESSION_TYPE gzip)  # xz takes a minute for a fifth less
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION electronics)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Two engines compile: hls with g++, rtl with Verilator and g++.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "g++, verilator (>= 5.006)")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS gtkwave)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "cmake, libsystemc-dev, iverilog, make")
include(CPack)
