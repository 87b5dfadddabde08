; literals: createCounter createHistogram createUpDownCounter createObservableGauge
((call_expression
  function: (member_expression property: (property_identifier) @_kind)
  arguments: (arguments . (string (string_fragment) @name))) @definition.metric
  (#any-of? @_kind "createCounter" "createUpDownCounter" "createObservableGauge" "createObservableCounter" "createGauge")
  (#set! form "counter")
  (#set! role "instrument")
  (#set! optional))

((call_expression
  function: (member_expression property: (property_identifier) @_kind)
  arguments: (arguments . (string (string_fragment) @name))) @definition.metric
  (#eq? @_kind "createHistogram")
  (#set! form "histogram")
  (#set! role "instrument")
  (#set! optional))
