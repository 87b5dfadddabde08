; literals: prometheus_client aioprometheus
; Metrics of the Python client: a counter is shown with `_total`.
((call
  function: [(identifier) @_kind (attribute attribute: (identifier) @_kind)]
  arguments: (argument_list . (string (string_content) @name))) @definition.metric
  (#eq? @_kind "Counter")
  (#set! form "counter")
  (#set! role "Counter"))

((call
  function: [(identifier) @_kind (attribute attribute: (identifier) @_kind)]
  arguments: (argument_list . (string (string_content) @name))) @definition.metric
  (#any-of? @_kind "Gauge" "Enum" "GaugeMetricFamily" "CounterMetricFamily")
  (#set! form "counter")
  (#set! role "Gauge"))

((call
  function: [(identifier) @_kind (attribute attribute: (identifier) @_kind)]
  arguments: (argument_list . (string (string_content) @name))) @definition.metric
  (#any-of? @_kind "Histogram" "Summary")
  (#set! form "histogram")
  (#set! role "Histogram"))
