; literals: _client:: _server::
; Modules that tonic makes of a service: `orders_client::OrdersClient`.
([(scoped_identifier
    path: [(identifier) @_module (scoped_identifier name: (identifier) @_module)]
    name: (identifier) @name)
  (scoped_type_identifier
    path: [(identifier) @_module (scoped_identifier name: (identifier) @_module)]
    name: (type_identifier) @name)] @reference.proto.service
  (#match? @_module "_(client|server)$")
  (#match? @name "^[A-Z][A-Za-z0-9]*(Client|Server)$")
  (#set! match "^(?<name>\\w+?)(?:Client|Server)$")
  (#set! role "grpc")
  (#set! optional))
