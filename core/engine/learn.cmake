target_sources(learn PRIVATE
    ${CMAKE_CURRENT_LIST_DIR}/adapt_run.cpp
    ${CMAKE_CURRENT_LIST_DIR}/adapted_method.cpp
    ${CMAKE_CURRENT_LIST_DIR}/adapter_file.cpp
    ${CMAKE_CURRENT_LIST_DIR}/missing_set.cpp
    ${CMAKE_CURRENT_LIST_DIR}/open_run.cpp
    ${CMAKE_CURRENT_LIST_DIR}/checkpoint.cpp
    ${CMAKE_CURRENT_LIST_DIR}/condition_evaluation.cpp
    ${CMAKE_CURRENT_LIST_DIR}/engine.cpp
    ${CMAKE_CURRENT_LIST_DIR}/evaluate_run.cpp
    ${CMAKE_CURRENT_LIST_DIR}/final_evaluation.cpp
    ${CMAKE_CURRENT_LIST_DIR}/parameter_count.cpp
    ${CMAKE_CURRENT_LIST_DIR}/predict_split.cpp
    ${CMAKE_CURRENT_LIST_DIR}/prepared_run.cpp
    ${CMAKE_CURRENT_LIST_DIR}/run_experiment.cpp
    ${CMAKE_CURRENT_LIST_DIR}/selfcheck.cpp
    ${CMAKE_CURRENT_LIST_DIR}/summarize_model.cpp
)
