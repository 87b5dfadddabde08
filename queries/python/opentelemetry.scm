; literals: opentelemetry.metrics get_meter
((call
  function: (attribute attribute: (identifier) @_kind)
  arguments: (argument_list . [(string (string_start) . (string_content) @name . (string_end)) (keyword_argument name: (identifier) @_key value: (string (string_content) @name))])) @definition.metric
  (#any-of? @_kind "create_counter" "create_up_down_counter" "create_observable_counter" "create_gauge" "create_observable_gauge")
  (#set! form "counter")
  (#set! role "instrument")
  (#set! optional))

((call
  function: (attribute attribute: (identifier) @_kind)
  arguments: (argument_list . [(string (string_start) . (string_content) @name . (string_end)) (keyword_argument name: (identifier) @_key value: (string (string_content) @name))])) @definition.metric
  (#eq? @_kind "create_histogram")
  (#set! form "histogram")
  (#set! role "instrument")
  (#set! optional))
