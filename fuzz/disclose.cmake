verbatim_fuzz(redaction_plan SOURCES ${CMAKE_CURRENT_LIST_DIR}/redaction_plan.cc USES disclose)
verbatim_fuzz(report_text SOURCES ${CMAKE_CURRENT_LIST_DIR}/report_text.cc USES disclose)
