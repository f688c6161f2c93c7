# One file of colours is the source for widgets (tokens.h) and page (tokens.css); both are written when CMake runs.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/resources/tokens.json)
file(READ ${PROJECT_SOURCE_DIR}/resources/tokens.json tokens)

function(hub_token_block theme out_css out_h)
    string(JSON count LENGTH "${tokens}" ${theme})
    math(EXPR last "${count} - 1")
    foreach(i RANGE ${last})
        string(JSON name MEMBER "${tokens}" ${theme} ${i})
        string(JSON value GET "${tokens}" ${theme} ${name})
        string(REGEX REPLACE "([A-Z])" "-\\1" dashed ${name})
        string(TOLOWER ${dashed} dashed)
        string(APPEND css "  --${dashed}: ${value};\n")
        string(REPLACE "#" "0xff" number ${value})
        string(APPEND h "    .${name} = QColor::fromRgba(${number}),\n")
        string(APPEND fields "    QColor ${name};\n")
    endforeach()
    set(${out_css} "${css}" PARENT_SCOPE)
    set(${out_h} "inline const Tokens ${theme}Tokens{\n${h}};\n" PARENT_SCOPE)
    set(token_fields "${fields}" PARENT_SCOPE)
endfunction()

foreach(theme light dark hcdark hclight)
    hub_token_block(${theme} css_${theme} h_${theme})
endforeach()
string(CONCAT css ":root {\n  color-scheme: light dark;\n${css_light}}\n@media (prefers-color-scheme: dark) {\n:root {\n${css_dark}}\n}\n"
        "@media (prefers-contrast: more) {\n:root {\n${css_hclight}}\n}\n"
        "@media (prefers-contrast: more) and (prefers-color-scheme: dark) {\n:root {\n${css_hcdark}}\n}\n")
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/tokens.css CONTENT "${css}" @ONLY)
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/tokens.h CONTENT
"// Written from resources/tokens.json.
#pragma once

#include <QColor>

namespace hub {

struct Tokens {
${token_fields}};

${h_light}
${h_dark}
${h_hcdark}
${h_hclight}
} // namespace hub
" @ONLY)

# One set of line icons for both, too: the page reads it as a module.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/resources/icons/shapes.json)
file(READ ${PROJECT_SOURCE_DIR}/resources/icons/shapes.json shapes)
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/icons.js CONTENT "export const shapes = ${shapes};\n" @ONLY)
