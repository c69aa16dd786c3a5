target_sources(learn PRIVATE
    ${CMAKE_CURRENT_LIST_DIR}/learning_rate.cpp
    ${CMAKE_CURRENT_LIST_DIR}/optimizer.cpp
    ${CMAKE_CURRENT_LIST_DIR}/optimizer_step.cpp
)
