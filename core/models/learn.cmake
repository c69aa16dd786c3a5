target_sources(learn PRIVATE
    ${CMAKE_CURRENT_LIST_DIR}/cnn_encoder.cpp
    ${CMAKE_CURRENT_LIST_DIR}/dropout.cpp
    ${CMAKE_CURRENT_LIST_DIR}/encoder.cpp
    ${CMAKE_CURRENT_LIST_DIR}/frames.cpp
    ${CMAKE_CURRENT_LIST_DIR}/initialize.cpp
    ${CMAKE_CURRENT_LIST_DIR}/mlp_encoder.cpp
    ${CMAKE_CURRENT_LIST_DIR}/resnet18_encoder.cpp
)
