# Targets and rules that every part shares.

# Warnings, Qt's strict defines and the sanitizers: linked by every target of ours.
add_library(hub_rules INTERFACE)
target_compile_options(hub_rules INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
    -Werror=switch -Werror=return-type -Werror=unused-result
    # g++ 12 reports these inside inlined standard headers
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds -Wno-mismatched-new-delete>
    # clang does not know that libstdc++ 12 may use what it deprecates
    $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>
    -Wno-missing-field-initializers # members have defaults
    -pthread)
target_compile_definitions(hub_rules INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING QT_NO_KEYWORDS
    QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_USE_QSTRINGBUILDER QT_STRICT_ITERATORS QT_DISABLE_DEPRECATED_BEFORE=0x060400
    BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_SEPARATE_COMPILATION)
target_include_directories(hub_rules INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/generated)
if(HUB_SANITIZE)
    target_compile_options(hub_rules INTERFACE -fsanitize=${HUB_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
    target_link_options(hub_rules INTERFACE -fsanitize=${HUB_SANITIZE})
endif()
if(HUB_WERROR)
    target_compile_options(hub_rules INTERFACE -Werror)
endif()

# hub_room(NAME [LINK targets…]): one room of core, all its .cpp files, as a static library hub_NAME.
function(hub_room name)
    cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp)
    file(GLOB headers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.h)
    if(NOT sources)
        message(STATUS "hub_${name}: no sources yet")
        add_library(hub_${name} INTERFACE)
        target_link_libraries(hub_${name} INTERFACE hub_rules ${ARG_LINK})
        return()
    endif()
    add_library(hub_${name} STATIC ${sources})
    target_sources(hub_${name} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${headers})
    target_link_libraries(hub_${name} PUBLIC hub_rules ${ARG_LINK})
    if(name STREQUAL "base")
        target_precompile_headers(hub_base PRIVATE ${PROJECT_SOURCE_DIR}/cmake/pch.h)
    else()
        target_precompile_headers(hub_${name} REUSE_FROM hub_base)
    endif()
endfunction()

# hub_add_test(FILE [LINK targets…]): a Qt Test of core, named after its path; never links widgets.
function(hub_add_test file)
    cmake_parse_arguments(ARG "" "" "LINK;LABELS" ${ARGN})
    cmake_path(RELATIVE_PATH file BASE_DIRECTORY ${PROJECT_SOURCE_DIR}/tests OUTPUT_VARIABLE relative)
    string(REGEX REPLACE "\\.cpp$" "" name ${relative})
    string(REPLACE "/" "." name ${name})
    add_executable(${name} ${file})
    set_target_properties(${name} PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
    target_link_libraries(${name} PRIVATE hub_rules Qt6::Test ${ARG_LINK})
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES LABELS "unit;${ARG_LABELS}" TIMEOUT 120)
endfunction()
