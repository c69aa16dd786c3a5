#pragma once

#include "widgets/forms/option_form.h"
#include "widgets/forms/option_model.h"
#include "widgets/forms/option_row.h"

#include <QStringList>

#include <map>
#include <optional>
#include <string>
#include <vector>

class QGridLayout;
class QVBoxLayout;

namespace modalscope {

/// What an OptionForm consists of; only its own files include this.
/// `kept` holds every value ever given, also of fields that do not exist at present.
struct OptionForm::Parts {
    OptionForm* form;
    OptionModel model;
    nlohmann::json kept;
    std::vector<OptionField> fields;
    std::map<std::string, nlohmann::json>
        shownInitials; // by path: the default of the field that was last there
    std::map<std::string, QStringList> mapKeys;
    std::map<std::string, QStringList> suggestions;
    std::map<std::string, QStringList> offered; // choices, where not all are
    std::map<std::string, bool> hidden;
    std::map<std::string, OptionRow*> rows;
    std::vector<std::string> structure;
    bool isNarrow = false;
    QWidget* content = nullptr;
    std::optional<Error> outside; // shown by showError

    void describe();
    void limitChoices(std::vector<OptionField>& list, const std::string& path) const;
    void refresh();
    void rebuild();
    void fill(QVBoxLayout* layout, const std::vector<OptionField>& list, const std::string& path);
    void addRow(QGridLayout* grid, const OptionField& field, const std::string& path);
    void addGroup(QVBoxLayout* layout, const OptionField& field, const std::string& path);
    void addMap(QVBoxLayout* layout, const OptionField& field, const std::string& path);
    void edit(const std::string& path, nlohmann::json value);
    void showProblems();
    bool isHidden(const std::string& path) const { return hidden.contains(path) && hidden.at(path); }
};

} // namespace modalscope
