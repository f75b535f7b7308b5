// Parses the text between {{ and }}: calls, their operands, and assigned variables.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "template/tree.hpp"

namespace mydocker::templates {

// Parses one action of a template, from its list of tokens. It stores the position of the next
// token. Parser (parser.cpp) uses it for each action.
class PipelineParser {
 public:
  explicit PipelineParser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  [[nodiscard]] bool at_end() const { return at_ == tokens_.size(); }
  [[nodiscard]] const Token& peek() const { return tokens_[at_]; }
  Token take() { return tokens_[at_++]; }
  // Removes the next token from the list if it has this kind and text. Returns whether it did.
  bool take_if(TokenKind kind, std::string_view text);

  // Parses the text up to }}, and the }} itself. The pipeline may assign at most `most` variables.
  Result<Pipeline> action(std::size_t most);

  // The declared variables. At the end of a block, the caller removes the variables of the block.
  std::vector<std::string> variables{"$"};

 private:
  Result<void> targets(Pipeline& pipeline, std::size_t most);
  Result<void> calls(Pipeline& pipeline, std::size_t depth);
  Result<FunctionCall> call(std::size_t depth);
  Result<Argument> operand(std::size_t depth);
  Result<Argument> word(const Token& token);
  Result<Argument> parenthesis(const Token& token, std::size_t depth);
  Result<Argument> variable(const Token& token);

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
};

}  // namespace mydocker::templates
