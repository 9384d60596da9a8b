verbatim_fuzz(audit_line SOURCES ${PROJECT_SOURCE_DIR}/fuzz/audit_line.cc USES audit)
verbatim_fuzz(audit_export SOURCES ${PROJECT_SOURCE_DIR}/fuzz/audit_export.cc USES verify)
