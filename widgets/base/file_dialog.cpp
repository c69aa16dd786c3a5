#include "widgets/base/file_dialog.h"

#include "widgets/base/setting.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QRegularExpression>

namespace modalscope::FileDialog {
namespace {

const Setting<QString> folderSetting{u"window/lastFolder", {}};

QStringList& nextAnswers()
{
    static QStringList answers;
    return answers;
}

QString rememberedFolder()
{
    const auto folder = folderSetting.value();
    return QFileInfo(folder).isDir() ? folder : QDir::homePath();
}

/// Keeps the folder of `path` for the next dialog and returns the path.
QString remembered(const QString& path, bool isFolder = false)
{
    if (!path.isEmpty())
        folderSetting.set(isFolder ? path : QFileInfo(path).absolutePath());
    return path;
}

QString withEnding(const QString& path, const QString& filter)
{
    if (path.isEmpty() || !QFileInfo(path).suffix().isEmpty())
        return path;
    static const QRegularExpression ending(QStringLiteral("\\*\\.(\\w+)"));
    const auto match = ending.match(filter);
    return match.hasMatch() ? path + QLatin1Char('.') + match.captured(1) : path;
}

} // namespace

QString openFile(QWidget* parent, const QString& title, const QString& filter)
{
    if (!nextAnswers().isEmpty())
        return nextAnswers().takeFirst();
    return remembered(QFileDialog::getOpenFileName(parent, title, rememberedFolder(), filter));
}

QStringList openFiles(QWidget* parent, const QString& title, const QString& filter)
{
    if (!nextAnswers().isEmpty())
        return {nextAnswers().takeFirst()};
    const auto paths = QFileDialog::getOpenFileNames(parent, title, rememberedFolder(), filter);
    remembered(paths.value(0));
    return paths;
}

QString openFolder(QWidget* parent, const QString& title)
{
    if (!nextAnswers().isEmpty())
        return nextAnswers().takeFirst();
    return remembered(QFileDialog::getExistingDirectory(parent, title, rememberedFolder()), true);
}

QString saveFile(QWidget* parent, const QString& title, const QString& suggestion, const QString& filter)
{
    if (!nextAnswers().isEmpty())
        return withEnding(nextAnswers().takeFirst(), filter);
    const auto place = QDir(rememberedFolder()).filePath(suggestion);
    return remembered(withEnding(QFileDialog::getSaveFileName(parent, title, place, filter), filter));
}

void setNextAnswer(const QString& path)
{
    nextAnswers().append(path);
}

} // namespace modalscope::FileDialog
