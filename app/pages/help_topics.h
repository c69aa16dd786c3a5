#pragma once

#include <QString>

#include <vector>

namespace modalscope {

/// One page of the help, `resources/help/<id>.md`.
struct HelpTopic {
    QString id; ///< "dataset"
    QString title; ///< "Dataset format"
    QString text; ///< Markdown
};

/// In reading order, read from the program's resources once.
const std::vector<HelpTopic>& helpTopics();

/// Topics that contain every word of `query`, those with a match in the title first; all for an empty query.
std::vector<const HelpTopic*> searchHelp(const QString& query);

} // namespace modalscope
