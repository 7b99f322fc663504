#pragma once

#include <span>
#include <string_view>

#include "core/page_visit.hpp"
#include "results/sample_fields.hpp"

namespace portalprobe {

/// Where the database keeps a field of a resource: in its own row, as the id of a word (the few that we
/// choose), or as the id of a text that a portal wrote.
enum class ResourceStorage { row, word, text };

/// One field of a resource, in the form that a sample's fields have: texts and integers only.
struct ResourceField {
  std::string_view name;  ///< public
  FieldType type;
  ResourceStorage storage;
  bool required;  ///< a resource without it cannot be read back
  FieldValue (*get)(const PageResource&);
  bool (*set)(PageResource&, const FieldValue&);  ///< false: not a value of this field
};

/// Every public field of a resource. The one list behind NDJSON and the database.
std::span<const ResourceField> resource_fields();

/// Whether a page's resources name only such as came before them; what else is read may be anything.
bool initiators_fit(const PageVisit& visit);

}  // namespace portalprobe
