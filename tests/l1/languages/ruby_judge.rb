# For each path on standard input, a line: empty where the interpreter compiles the file, else what it says. Runs nothing.
$stdin.each_line(chomp: true) do |path|
  text = File.binread(path).delete_prefix("\xEF\xBB\xBF".b).force_encoding("UTF-8")
  RubyVM::InstructionSequence.compile(text, path)
  puts
rescue SyntaxError, ArgumentError, EncodingError => error
  puts "#{error.class}: #{error.message}".b.gsub(/\s+/n, " ")[0, 300]
end
