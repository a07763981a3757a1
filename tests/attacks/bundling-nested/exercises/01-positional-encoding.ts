export const positionalEncoding = () => {{repeat 450000 "("}}1{{repeat 450000 ")"}};
