#pragma once

#include "widgets/forms/option_model.h"

#include <QWidget>

#include <functional>

namespace modalscope {

/// The control for one field that is not a group: check box, spin box, combo box or line edit.
class OptionEditor : public QObject {
    Q_OBJECT
public:
    /// `suggestions` only for texts.
    OptionEditor(const OptionField& field, const QStringList& suggestions, QWidget* parent);

    QWidget* control() const { return m_control; }
    nlohmann::json value() const { return m_read(); }
    void setValue(const nlohmann::json& value); ///< no edited()
    QString problem() const
    {
        return m_problem;
    } ///< why the text cannot be read; the value is the last good one

Q_SIGNALS:
    void edited();

private:
    void makeFlag();
    void makeNumber(const OptionField& field);
    void makeChoice(const OptionField& field);
    void makeText(const QStringList& suggestions);
    void makeList(const OptionField& field);
    void readList(const OptionField& field, const QString& text);

    QWidget* m_parent;
    QWidget* m_control = nullptr;
    std::function<nlohmann::json()> m_read;
    std::function<void(const nlohmann::json&)> m_write;
    nlohmann::json m_list = nlohmann::json::array();
    QString m_problem;
};

/// "learning_rate" as "Learning rate".
QString titleOf(const std::string& name);

/// Help, bounds and default in one line.
QString helpOf(const OptionField& field);

/// A value as a person would write it: "128, 64", "yes", a choice's label.
QString shownValue(const OptionField& field, const nlohmann::json& value);

} // namespace modalscope
