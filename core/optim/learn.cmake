target_sources(learn PRIVATE
    ${CMAKE_CURRENT_LIST_DIR}/device.cpp
    ${CMAKE_CURRENT_LIST_DIR}/learning_rate.cpp
    ${CMAKE_CURRENT_LIST_DIR}/optimizer.cpp
    ${CMAKE_CURRENT_LIST_DIR}/optimizer_step.cpp
    ${CMAKE_CURRENT_LIST_DIR}/step_kernels.cpp
)
# Plain loops without LibTorch; without errno a square root is one instruction for eight values.
set_source_files_properties(${CMAKE_CURRENT_LIST_DIR}/step_kernels.cpp PROPERTIES
    COMPILE_OPTIONS "-O3;-fno-math-errno;-fno-trapping-math" SKIP_PRECOMPILE_HEADERS ON)
