target_sources(learn PRIVATE
    ${CMAKE_CURRENT_LIST_DIR}/cmnext.cpp
    ${CMAKE_CURRENT_LIST_DIR}/cnn_encoder.cpp
    ${CMAKE_CURRENT_LIST_DIR}/conv_layer_norm.cpp
    ${CMAKE_CURRENT_LIST_DIR}/depthwise_conv.cpp
    ${CMAKE_CURRENT_LIST_DIR}/dropout.cpp
    ${CMAKE_CURRENT_LIST_DIR}/dropout_kernel.cpp
    ${CMAKE_CURRENT_LIST_DIR}/encoder.cpp
    ${CMAKE_CURRENT_LIST_DIR}/feature_fusion.cpp
    ${CMAKE_CURRENT_LIST_DIR}/feature_rectify.cpp
    ${CMAKE_CURRENT_LIST_DIR}/frames.cpp
    ${CMAKE_CURRENT_LIST_DIR}/gru_encoder.cpp
    ${CMAKE_CURRENT_LIST_DIR}/hashed_dropout.cpp
    ${CMAKE_CURRENT_LIST_DIR}/initialize.cpp
    ${CMAKE_CURRENT_LIST_DIR}/initialize_joint_network.cpp
    ${CMAKE_CURRENT_LIST_DIR}/joint_network.cpp
    ${CMAKE_CURRENT_LIST_DIR}/matrix_product.cpp
    ${CMAKE_CURRENT_LIST_DIR}/mit_encoder.cpp
    ${CMAKE_CURRENT_LIST_DIR}/mlp_encoder.cpp
    ${CMAKE_CURRENT_LIST_DIR}/mmsformer.cpp
    ${CMAKE_CURRENT_LIST_DIR}/mmsformer_fusion.cpp
    ${CMAKE_CURRENT_LIST_DIR}/mspa_block.cpp
    ${CMAKE_CURRENT_LIST_DIR}/mult.cpp
    ${CMAKE_CURRENT_LIST_DIR}/mult_transformer.cpp
    ${CMAKE_CURRENT_LIST_DIR}/norm_pool_kernels.cpp
    ${CMAKE_CURRENT_LIST_DIR}/norm_relu_pool.cpp
    ${CMAKE_CURRENT_LIST_DIR}/packed_attention.cpp
    ${CMAKE_CURRENT_LIST_DIR}/register_at.cpp
    ${CMAKE_CURRENT_LIST_DIR}/relu_kernels.cpp
    ${CMAKE_CURRENT_LIST_DIR}/relu_layers.cpp
    ${CMAKE_CURRENT_LIST_DIR}/resnet18_encoder.cpp
    ${CMAKE_CURRENT_LIST_DIR}/segformer.cpp
    ${CMAKE_CURRENT_LIST_DIR}/segformer_head.cpp
    ${CMAKE_CURRENT_LIST_DIR}/transformer_encoder.cpp
    ${CMAKE_CURRENT_LIST_DIR}/unit_dropout.cpp
)
# Plain loops without LibTorch. GCC vectorises comparisons only when they need not raise floating-point exceptions.
set_source_files_properties(${CMAKE_CURRENT_LIST_DIR}/dropout_kernel.cpp ${CMAKE_CURRENT_LIST_DIR}/norm_pool_kernels.cpp
    ${CMAKE_CURRENT_LIST_DIR}/relu_kernels.cpp PROPERTIES
    COMPILE_OPTIONS "-O3;-fno-trapping-math" SKIP_PRECOMPILE_HEADERS ON)
