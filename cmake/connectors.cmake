# The shipped connectors: each file of resources/connectors as it is, uncompressed in the program's read-only pages and
# only touched when its connector is used, beside one index of them all.
find_package(Python3 REQUIRED COMPONENTS Interpreter)

# hub_connector_bundle(OUT NAME FILE…): sources of a resource NAME with :/connectors/*.json, :/connectors.index and
# :/brand_glyphs.json
function(hub_connector_bundle out name)
    set(index ${PROJECT_BINARY_DIR}/generated/${name}.index)
    add_custom_command(OUTPUT ${index} COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/resources/connector_index.py ${index} ${ARGN}
                       DEPENDS ${ARGN} ${PROJECT_SOURCE_DIR}/resources/connector_index.py VERBATIM)
    set(glyphs ${PROJECT_BINARY_DIR}/generated/${name}.glyphs)
    set(icons ${PROJECT_SOURCE_DIR}/resources/icons)
    file(GLOB installed ${icons}/node_modules/.package-lock.json) # none: all marks are letters
    add_custom_command(OUTPUT ${glyphs} COMMAND Python3::Interpreter ${icons}/brand_glyphs.py ${glyphs} ${ARGN}
                       DEPENDS ${ARGN} ${icons}/brand_glyphs.py ${icons}/glyphs.json ${installed} VERBATIM)
    set(rows "<file alias=\"brand_glyphs.json\">${glyphs}</file>\n<file alias=\"connectors.index\">${index}</file>\n")
    foreach(file ${ARGN})
        cmake_path(GET file FILENAME leaf)
        string(APPEND rows "<file alias=\"connectors/${leaf}\">${file}</file>\n")
    endforeach()
    file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/${name}.qrc CONTENT "<RCC><qresource prefix=\"/\">\n${rows}</qresource></RCC>\n" @ONLY)
    qt_add_big_resources(objects ${PROJECT_BINARY_DIR}/generated/${name}.qrc OPTIONS --no-compress)
    set(${out} ${objects} PARENT_SCOPE)
endfunction()
