# Not that of the file with the entry point.
set_source_files_properties(shaper.cpp PROPERTIES COMPILE_DEFINITIONS _GLIBCXX_DEBUG)
