#compdef billia
# Words, ids and names of billia for zsh: eval "$(billia completion zsh)", or as the file _billia in a folder of $fpath
_billia() {
    local -a lines
    lines=("${(@f)$(billia --complete zsh "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    if [[ ${lines[1]} == :files ]]; then
        _files
    elif [[ -n ${lines[1]} ]]; then
        _describe -V billia lines
    fi
}
if [[ ${funcstack[1]} == _billia ]]; then
    _billia "$@"
else
    compdef _billia billia
fi
