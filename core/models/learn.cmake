target_sources(learn PRIVATE
    ${CMAKE_CURRENT_LIST_DIR}/cnn_encoder.cpp
    ${CMAKE_CURRENT_LIST_DIR}/dropout.cpp
    ${CMAKE_CURRENT_LIST_DIR}/encoder.cpp
    ${CMAKE_CURRENT_LIST_DIR}/frames.cpp
    ${CMAKE_CURRENT_LIST_DIR}/gru_encoder.cpp
    ${CMAKE_CURRENT_LIST_DIR}/initialize.cpp
    ${CMAKE_CURRENT_LIST_DIR}/matrix_product.cpp
    ${CMAKE_CURRENT_LIST_DIR}/mlp_encoder.cpp
    ${CMAKE_CURRENT_LIST_DIR}/norm_pool_kernels.cpp
    ${CMAKE_CURRENT_LIST_DIR}/norm_relu_pool.cpp
    ${CMAKE_CURRENT_LIST_DIR}/relu_kernels.cpp
    ${CMAKE_CURRENT_LIST_DIR}/relu_layers.cpp
    ${CMAKE_CURRENT_LIST_DIR}/resnet18_encoder.cpp
    ${CMAKE_CURRENT_LIST_DIR}/transformer_encoder.cpp
)
# Plain loops without LibTorch. GCC vectorises comparisons only when they need not raise floating-point exceptions.
set_source_files_properties(${CMAKE_CURRENT_LIST_DIR}/norm_pool_kernels.cpp ${CMAKE_CURRENT_LIST_DIR}/relu_kernels.cpp PROPERTIES
    COMPILE_OPTIONS "-O3;-fno-trapping-math" SKIP_PRECOMPILE_HEADERS ON)
