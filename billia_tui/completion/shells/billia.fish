# Words, ids and names of billia for fish: billia completion fish | source
function __billia_offers
    set -l words (commandline -opc)
    set -l lines (billia --complete fish $words[2..-1] (commandline -ct) 2>/dev/null)
    if test "$lines[1]" = :files
        __fish_complete_path (commandline -ct)
    else
        string join -- \n $lines
    end
end
complete -c billia -f -k -a '(__billia_offers)'
