//! Strongly connected components: what can reach each other.

/// The components of more than one node; node `n` has the edges `edges[starts[n]..starts[n + 1]]`.
///
/// Tarjan's algorithm without recursion.
pub fn strongly_connected(starts: &[u32], edges: &[u32]) -> Vec<Vec<u32>> {
    const NEW: u32 = u32::MAX;
    let count = starts.len().saturating_sub(1);
    let (mut index, mut low, mut on_stack) = (vec![NEW; count], vec![0u32; count], vec![false; count]);
    let (mut stack, mut work, mut next, mut out) = (Vec::new(), Vec::<(u32, u32)>::new(), 0, Vec::new());
    for start in 0..count as u32 {
        if index[start as usize] != NEW {
            continue;
        }
        work.push((start, starts[start as usize]));
        while let Some((node, edge)) = work.last_mut() {
            let at = *node as usize;
            if index[at] == NEW {
                index[at] = next;
                low[at] = next;
                next += 1;
                stack.push(*node);
                on_stack[at] = true;
            }
            if *edge < starts[at + 1] {
                let target = edges[*edge as usize];
                *edge += 1;
                if index[target as usize] == NEW {
                    work.push((target, starts[target as usize]));
                } else if on_stack[target as usize] {
                    low[at] = low[at].min(index[target as usize]);
                }
                continue;
            }
            work.pop();
            if let Some((parent, _)) = work.last() {
                low[*parent as usize] = low[*parent as usize].min(low[at]);
            }
            if low[at] == index[at] {
                let mut component = Vec::new();
                while let Some(member) = stack.pop() {
                    on_stack[member as usize] = false;
                    component.push(member);
                    if member as usize == at {
                        break;
                    }
                }
                if component.len() > 1 {
                    out.push(component);
                }
            }
        }
    }
    out
}
