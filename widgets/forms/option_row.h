#pragma once

#include "widgets/forms/option_model.h"

#include <QObject>

class QGridLayout;
class QLabel;
class QToolButton;

namespace modalscope {

class OptionEditor;

/// One line of a form: name, editor, reset button, and a caption for help or for what is wrong.
class OptionRow : public QObject {
    Q_OBJECT
public:
    /// `isNarrow`: for a column of a page; names break into lines and the caption stands below.
    OptionRow(const OptionField& field, const QString& path, const QStringList& suggestions, bool isNarrow,
        QGridLayout* grid);

    OptionEditor* editor() const { return m_editor; }
    const OptionField& field() const { return m_field; }

    void setField(const OptionField& field); ///< takes over value and default, no edited()
    void showHelp(bool shown);
    void showProblem(const QString& sentence); ///< empty = none

Q_SIGNALS:
    void edited();
    void resetWanted();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void updateFont();
    void place(QGridLayout* grid);
    void updateCaption();

    OptionField m_field;
    QLabel* m_name;
    OptionEditor* m_editor;
    QToolButton* m_reset;
    QLabel* m_caption;
    bool m_isNarrow;
    bool m_showsHelp = false;
    QString m_problem;
};

} // namespace modalscope
