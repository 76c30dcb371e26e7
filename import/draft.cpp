#include "import/draft.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace weir::importer {

std::string flow_map(const Keys& keys) {
  std::string text = "{";
  for (const auto& [key, value] : keys) text += (text.size() > 1 ? ", " : "") + key + ": " + value;
  return text + "}";
}

std::string flow_list(const std::vector<std::int64_t>& values) {
  return fmt::format("[{}]", fmt::join(values, ", "));
}

std::string scalar(const std::string& text) {
  const auto plain = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.' || c == '/';
  };
  if (!text.empty() && std::ranges::all_of(text, plain) &&
      std::isalnum(static_cast<unsigned char>(text[0])) != 0)
    return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return quoted + "\"";
}

std::string Draft::identifier(const std::string& node) {
  std::string name;
  for (const char c : own_name(node)) {
    const auto byte = static_cast<unsigned char>(c);
    name += std::isalnum(byte) != 0 && byte < 128 ? static_cast<char>(std::tolower(byte)) : '_';
  }
  if (name.empty() || std::isalpha(static_cast<unsigned char>(name[0])) == 0) name.insert(0, "n_");
  constexpr std::size_t kLongest = 60;
  const auto with = [&](const std::string& suffix) {
    return name.substr(0, kLongest - suffix.size()) + suffix;
  };
  std::string unique = with("");
  for (int count = 2; !taken_.insert(unique).second; ++count) unique = with(fmt::format("_{}", count));
  return unique;
}

void Draft::add_input(const std::string& tensor, const DataType& element, Shape shape,
                      std::int64_t elements) {
  const std::string name = inputs_.empty() ? "input" : "input_" + std::to_string(inputs_.size());
  taken_.insert(name);
  const Carried stream{name, element, std::move(shape), elements, 0};
  inputs_.push_back(stream);
  streams_.insert_or_assign(tensor, stream);
  if (inputs_.size() == 1) tail_ = name;
}

void Draft::add_layer(std::size_t node, const std::string& kind, const std::string& name, const Keys& keys,
                      const std::vector<std::string>& from, const std::vector<std::string>& tensors,
                      std::vector<Carried> outputs) {
  Keys all{{"kind", kind}, {"name", name}};
  if (from.size() > 1) {
    all.emplace_back("from", fmt::format("[{}]", fmt::join(from, ", ")));
  } else if (from.front() != tail_) {
    all.emplace_back("from", from.front());
  }
  all.insert(all.end(), keys.begin(), keys.end());
  entries_.push_back({"- " + flow_map(all), node});
  for (std::size_t o = 0; o < outputs.size(); ++o) {
    outputs[o].name = name + "_out" + (outputs.size() > 1 ? std::to_string(o) : "");
    if (o < tensors.size()) streams_.insert_or_assign(tensors[o], outputs[o]);
  }
  tail_ = outputs.front().name;
}

void Draft::reshape(std::size_t node, const std::string& tensor, Shape shape) {
  Carried& stream = streams_.at(tensor);
  Keys keys{{"kind", "reshape"}, {"shape", flow_list(shape)}};
  if (stream.name != tail_) keys.emplace_back("from", stream.name);
  entries_.push_back({"- " + flow_map(keys), node});
  stream.shape = std::move(shape);
  tail_ = stream.name;
}

void Draft::deepen(std::size_t node, const std::string& tensor, std::int64_t depth) {
  Carried& stream = streams_.at(tensor);
  stream.depth += depth;
  Keys keys{{"kind", "fifo"}, {"depth", std::to_string(stream.depth)}};
  if (stream.name != tail_) keys.emplace_back("from", stream.name);
  const std::string text = "- " + flow_map(keys);
  // Consecutive FIFOs are merged into one with the sum of their depths.
  const auto [fifo, is_new] = fifos_.emplace(stream.name, entries_.size());
  if (is_new)
    entries_.push_back({text, node});
  else
    entries_[fifo->second].text = text;
}

Keys Draft::array(const std::string& array_name, Tensor values) {
  arrays_.emplace_back(array_name, std::move(values));
  return {{"npz", name_ + ".npz"}, {"array", array_name}};
}

}  // namespace weir::importer
