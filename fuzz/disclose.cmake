verbatim_fuzz(redaction_plan SOURCES ${CMAKE_CURRENT_LIST_DIR}/redaction_plan.cc USES disclose)
