#pragma once

#include <QDialog>
#include <QPointer>

#include <vector>

class QAction;
class QLineEdit;
class QTreeWidget;

namespace modalscope {

/// Every command by name: type a few letters of its words, Enter does it. Opened by Ctrl+K.
class CommandPalette : public QDialog {
    Q_OBJECT
public:
    explicit CommandPalette(QWidget* parent);

    void open(const QList<QAction*>& actions); ///< without separators, menus and repeated names

    /// How well `query` fits `name`: every word of the query must begin a word of the name (2), or lie in it
    /// (1). Below 0: does not fit.
    static int score(const QString& query, const QString& name);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void filter(const QString& query);
    void choose();

    QLineEdit* m_query;
    QTreeWidget* m_list;
    std::vector<QPointer<QAction>> m_actions;
};

} // namespace modalscope
