verbatim_fuzz(search_query SOURCES search_query.cc USES search)
