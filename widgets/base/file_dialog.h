#pragma once

#include <QString>
#include <QStringList>

class QWidget;

namespace modalscope {

/// The system's dialogs for files, with a seam for tests. Each opens in the folder used last. Empty = the
/// user left.
namespace FileDialog {

QString openFile(QWidget* parent, const QString& title, const QString& filter);
QStringList openFiles(QWidget* parent, const QString& title, const QString& filter);
QString openFolder(QWidget* parent, const QString& title);

/// `suggestion`: file name, without folder. The ending of the first filter is added when there is none.
QString saveFile(QWidget* parent, const QString& title, const QString& suggestion, const QString& filter);

/// Tests: the next dialog does not open but answers this; several calls queue up.
void setNextAnswer(const QString& path);

} // namespace FileDialog
} // namespace modalscope
