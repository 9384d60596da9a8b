verbatim_fuzz(audit_line SOURCES ${PROJECT_SOURCE_DIR}/fuzz/audit_line.cc USES audit)
