target_sources(learn PRIVATE
    ${CMAKE_CURRENT_LIST_DIR}/adaptable_layer.cpp
    ${CMAKE_CURRENT_LIST_DIR}/adapted_network.cpp
    ${CMAKE_CURRENT_LIST_DIR}/placement.cpp
)
