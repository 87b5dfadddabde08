; literals: _pb2_grpc
; Stubs and servicers that the plugin of gRPC makes of a service.
([(attribute object: (_) @_module attribute: (identifier) @name)
  (import_from_statement
    module_name: (_) @_module
    name: [(dotted_name (identifier) @name) (aliased_import name: (dotted_name (identifier) @name))])] @reference.proto.service
  (#match? @_module "_pb2_grpc$")
  (#match? @name "(Stub|Servicer|Servicer_to_server)$")
  (#set! match "^(?:add_)?(?<name>\\w+?)(?:Stub|Servicer|Servicer_to_server)$")
  (#set! role "grpc")
  (#set! optional))
