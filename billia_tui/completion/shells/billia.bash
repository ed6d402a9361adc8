# Words, ids and names of billia for bash: eval "$(billia completion bash)"
_billia() {
    local lines
    COMPREPLY=()
    lines=$(billia --complete bash "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null) || return 0
    if [[ $lines == :files ]]; then
        compopt -o default 2>/dev/null
        return 0
    fi
    [[ -n $lines ]] && mapfile -t COMPREPLY <<<"$lines"
    compopt -o nosort 2>/dev/null
    [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace
    return 0
}
complete -F _billia billia
