#pragma once

#include <QString>

class QWidget;

namespace modalscope {

class Session;

/// F1 anywhere in `page` opens the help at `topic`.
void addHelpShortcut(QWidget* page, Session& session, const QString& topic);

/// Opens the help at `topic`, an id of help_topics.h.
void showHelp(Session& session, const QString& topic);

} // namespace modalscope
