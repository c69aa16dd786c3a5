target_sources(learn PRIVATE
    ${CMAKE_CURRENT_LIST_DIR}/batch_loader.cpp
    ${CMAKE_CURRENT_LIST_DIR}/current_error.cpp
    ${CMAKE_CURRENT_LIST_DIR}/loader_plan.cpp
    ${CMAKE_CURRENT_LIST_DIR}/memory_loader.cpp
    ${CMAKE_CURRENT_LIST_DIR}/saved_state.cpp
    ${CMAKE_CURRENT_LIST_DIR}/shuffle_window.cpp
    ${CMAKE_CURRENT_LIST_DIR}/split_scores.cpp
    ${CMAKE_CURRENT_LIST_DIR}/streaming_loader.cpp
    ${CMAKE_CURRENT_LIST_DIR}/task_tally.cpp
    ${CMAKE_CURRENT_LIST_DIR}/tensor_bytes.cpp
    ${CMAKE_CURRENT_LIST_DIR}/trainer.cpp
)
