# The rooms behind the door. LibTorch is linked privately: no header that the rest of the program sees names it.
find_package(Torch REQUIRED)

include(CheckCXXSourceCompiles)
set(CMAKE_REQUIRED_FLAGS ${TORCH_CXX_FLAGS})
check_cxx_source_compiles("#include <string>\n#if !_GLIBCXX_USE_CXX11_ABI\n#error old\n#endif\nint main() {}" MODALSCOPE_TORCH_CXX11_ABI)
unset(CMAKE_REQUIRED_FLAGS)
if(NOT MODALSCOPE_TORCH_CXX11_ABI)
    message(FATAL_ERROR "The LibTorch found at ${TORCH_INSTALL_PREFIX} uses the pre-C++11 string ABI (_GLIBCXX_USE_CXX11_ABI=0), "
        "with which ModalScope cannot be linked. Use Debian's libtorch-dev, the \"cxx11 ABI\" download of LibTorch, or PyTorch 2.6 or later.")
endif()

add_library(learn SHARED)
foreach(room models adapters optim methods train engine)
    include(${CMAKE_CURRENT_LIST_DIR}/${room}/learn.cmake)
endforeach()
target_link_libraries(learn PUBLIC core PRIVATE ${TORCH_LIBRARIES})
# Small matrix products go straight to OpenBLAS where its header is; elsewhere LibTorch makes them.
find_path(MODALSCOPE_CBLAS_INCLUDE_DIR cblas.h PATH_SUFFIXES openblas openblas-openmp)
find_library(MODALSCOPE_OPENBLAS openblas)
if(MODALSCOPE_CBLAS_INCLUDE_DIR AND MODALSCOPE_OPENBLAS)
    target_link_libraries(learn PRIVATE ${MODALSCOPE_OPENBLAS})
    set_source_files_properties(${CMAKE_CURRENT_LIST_DIR}/models/matrix_product.cpp PROPERTIES
        COMPILE_DEFINITIONS MODALSCOPE_HAS_CBLAS=1 INCLUDE_DIRECTORIES ${MODALSCOPE_CBLAS_INCLUDE_DIR}
        SKIP_PRECOMPILE_HEADERS ON SKIP_UNITY_BUILD_INCLUSION ON)
endif()
compile_rooms_as_units(learn)
target_precompile_headers(learn PRIVATE "${PROJECT_SOURCE_DIR}/core/base/libtorch.h" <nlohmann/json.hpp>)
set_target_properties(learn PROPERTIES DEFINE_SYMBOL "") # learn_EXPORTS would keep the tests from using the precompiled header
