# Places the functions that the usual commands call next to each other in the program.
#
# Without an order they are spread over all pages of the program, and each page that a command touches costs about
# 12 us. symbol_order.txt has one name per line. tests/bench/record_symbol_order.py writes it, and
# tests/bench/check_symbol_order.py fails when it is stale. GNU ld cannot use it, so lld links if it is installed.
find_program(MYDOCKER_LLD ld.lld)
set(MYDOCKER_SYMBOL_ORDER ${CMAKE_CURRENT_LIST_DIR}/symbol_order.txt)

# mydocker_compact_program(TARGET): links an executable that starts fast.
function(mydocker_compact_program target)
  if(MYDOCKER_SANITIZE)
    return()
  endif()
  # docs/decisions/0018-the-program-is-compact.md
  target_link_options(${target} PRIVATE -no-pie)
  if(MYDOCKER_LLD AND EXISTS ${MYDOCKER_SYMBOL_ORDER})
    target_link_options(${target} PRIVATE -fuse-ld=lld LINKER:--icf=all
      LINKER:--symbol-ordering-file=${MYDOCKER_SYMBOL_ORDER} LINKER:--no-warn-symbol-ordering)
    set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${MYDOCKER_SYMBOL_ORDER})
  endif()
endfunction()
