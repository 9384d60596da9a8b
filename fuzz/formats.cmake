# One target for every format of the registry, seeded by its golden cases: fuzz_format_<name>. A new format needs nothing
# here. The corpora that grow are fuzz/corpus/format_<name>/, old crashes are kept in fuzz/regressions/format_<name>/.
if(VERBATIM_FUZZ OR VERBATIM_TESTS)
  file(STRINGS ${PROJECT_SOURCE_DIR}/src/formats/registry.inc registry_lines REGEX "^FORMAT\\(")
  foreach(line ${registry_lines})
    string(REGEX REPLACE "^FORMAT\\(([a-z0-9_]+)\\).*" "\\1" format ${line})
    set(target fuzz_format_${format})
    add_executable(${target} ${PROJECT_SOURCE_DIR}/fuzz/format.cc)
    set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
    target_compile_definitions(${target} PRIVATE VERBATIM_FUZZ_FORMAT="${format}")
    target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/tests/formats)
    target_link_libraries(${target} PRIVATE verbatim_options verbatim_formats verbatim_text verbatim_record verbatim_base)
    if(VERBATIM_FUZZ)
      target_link_options(${target} PRIVATE -fsanitize=fuzzer)
    else()
      target_sources(${target} PRIVATE ${PROJECT_SOURCE_DIR}/fuzz/replay_main.cc)
      add_test(NAME fuzz_replay_format_${format}
        COMMAND ${target} ${PROJECT_SOURCE_DIR}/testdata/formats/${format} ${PROJECT_SOURCE_DIR}/fuzz/corpus/format_${format}
                ${PROJECT_SOURCE_DIR}/fuzz/regressions/format_${format})
    endif()
  endforeach()
endif()
verbatim_fuzz(profile SOURCES ${PROJECT_SOURCE_DIR}/fuzz/profile.cc USES formats text record base)
