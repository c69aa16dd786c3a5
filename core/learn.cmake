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
foreach(room models methods train engine)
    if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${room}/learn.cmake)
        include(${room}/learn.cmake)
    endif()
endforeach()
target_link_libraries(learn PUBLIC core PRIVATE ${TORCH_LIBRARIES})
target_precompile_headers(learn PRIVATE <torch/torch.h>)
set_target_properties(learn PROPERTIES DEFINE_SYMBOL "") # learn_EXPORTS would keep the tests from using the precompiled header
